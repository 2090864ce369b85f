#include "test.h"

int main(int argc, char **argv) {
  const char *text = "x";
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_band(model, 0, NULL), ARGUMENT, "text is NULL");
  FAILS(lejepa_gis_model_band(NULL, 0, &text), ARGUMENT, "model is NULL");
  FAILS(lejepa_gis_model_band(model, BANDS, &text), ARGUMENT, "0 to 4");
  FAILS(lejepa_gis_model_band(model, SIZE_MAX, &text), ARGUMENT, "0 to 4");
  EXPECT(text == NULL);
  OK(lejepa_gis_model_band(model, 4, &text));
  EXPECT(strcmp(text, "swir16") == 0);
  lejepa_gis_model_free(model);
  return 0;
}
