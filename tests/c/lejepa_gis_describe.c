#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *in[] = {NULL};
  char *report = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_describe(model, NULL, 1, NULL, NULL, NULL, &report), ARGUMENT, "inputs is NULL");
  FAILS(lejepa_gis_describe(model, in, 1, NULL, NULL, NULL, &report), ARGUMENT, "inputs[0] is NULL");
  in[0] = path(argv[2], "before.tif");
  FAILS(lejepa_gis_describe(model, in, 1, NULL, stop, NULL, &report), CANCELLED, "");
  EXPECT(report == NULL);
  OK(lejepa_gis_describe(model, in, 1, NULL, NULL, NULL, NULL));
  OK(lejepa_gis_describe(model, in, 1, NULL, NULL, NULL, &report));
  EXPECT(strstr(report, "\"descriptors\""));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
