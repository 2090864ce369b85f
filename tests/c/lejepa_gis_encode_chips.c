#include "test.h"

int main(int argc, char **argv) {
  const char *one[] = {"THREADS=1", NULL}, *unknown[] = {"BASIS=x", NULL}, *precise[] = {"PRECISION=int8", NULL};
  const char *overlap[] = {"OVERLAP=best", NULL}, *convention[] = {"REFLECTANCE=dn", NULL};
  LejepaGisModel *model = fixture(argv[1]);
  LejepaGisContext *context = NULL;
  float *chips = some_chips(3), *a = malloc(3 * CHIP_FEATURES * sizeof(float)), *b = malloc(3 * CHIP_FEATURES * sizeof(float));
  size_t n = 3 * CHIP_FEATURES;
  int calls = 0;
  UNUSED(argc);
  FAILS(lejepa_gis_encode_chips(NULL, NULL, chips, 3, NULL, NULL, NULL, a, &n), ARGUMENT, "model is NULL");
  EXPECT(n == 0);
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, NULL, 3, NULL, NULL, NULL, a, &n), ARGUMENT, "chips is NULL");
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, NULL, NULL, NULL, a, NULL), ARGUMENT, "count is NULL");
  OK(lejepa_gis_encode_chips(model, NULL, NULL, 3, NULL, NULL, NULL, NULL, &n)); /* only asks */
  EXPECT(n == 3 * CHIP_FEATURES);
  n--;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, NULL, NULL, NULL, a, &n), ARGUMENT, "are needed");
  EXPECT(n == 3 * CHIP_FEATURES);
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 0, NULL, NULL, NULL, a, &n), ARGUMENT, "no elements");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, SIZE_MAX / 2, NULL, NULL, NULL, a, &n), ARGUMENT, "too many");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, (const float *)((const char *)chips + 1), 1, NULL, NULL, NULL, a, &n), ARGUMENT, "aligned");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, unknown, NULL, NULL, a, &n), ARGUMENT, "BASIS");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, precise, NULL, NULL, a, &n), ARGUMENT, "known are THREADS");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, overlap, NULL, NULL, a, &n), ARGUMENT, "OVERLAP");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, convention, NULL, NULL, a, &n), ARGUMENT, "REFLECTANCE");
  n = 3 * CHIP_FEATURES;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, NULL, stop, &calls, a, &n), CANCELLED, "cancelled");
  EXPECT(calls == 1);
  OK(lejepa_gis_encode_chips(model, NULL, chips, 3, one, go_on, &calls, a, &n));
  EXPECT(calls == 4 && isfinite(a[0]));
  OK(lejepa_gis_encode_chips(model, NULL, chips, 3, NULL, NULL, NULL, b, &n));
  EXPECT(memcmp(a, b, n * sizeof(float)) == 0); /* threads do not change the result */
  OK(lejepa_gis_context_new(one, NULL, NULL, &context));
  memset(b, 0, n * sizeof(float));
  OK(lejepa_gis_encode_chips(model, context, chips, 3, NULL, NULL, NULL, b, &n));
  OK(lejepa_gis_encode_chips(model, context, chips, 3, NULL, NULL, NULL, b, &n));
  EXPECT(memcmp(a, b, n * sizeof(float)) == 0); /* nor does a context */
  OK(lejepa_gis_context_cancel(context, 1));
  FAILS(lejepa_gis_encode_chips(model, context, chips, 3, NULL, NULL, NULL, b, &n), CANCELLED, "cancelled");
  lejepa_gis_context_free(context);
  chips[CHIP_VALUES] = NAN;
  FAILS(lejepa_gis_encode_chips(model, NULL, chips, 3, NULL, NULL, NULL, a, &n), ARGUMENT, "chip 1");
  { /* a model that must see whole images */
    LejepaGisModel *texture = NULL;
    OK(lejepa_gis_model_open("texture", NULL, &texture));
    FAILS(lejepa_gis_encode_chips(texture, NULL, chips, 1, NULL, NULL, NULL, a, &n), MODEL, "whole scenes");
    lejepa_gis_model_free(texture);
  }
  free(a);
  free(b);
  free(chips);
  lejepa_gis_model_free(model);
  return 0;
}
