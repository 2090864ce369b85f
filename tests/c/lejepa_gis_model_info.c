#include "test.h"

int main(int argc, char **argv) {
  char *json = (char *)1;
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_info(model, NULL), ARGUMENT, "json is NULL");
  FAILS(lejepa_gis_model_info(NULL, &json), ARGUMENT, "model is NULL");
  EXPECT(json == NULL);
  OK(lejepa_gis_model_info(model, &json));
  EXPECT(strstr(json, "\"chip\":32") && strstr(json, "\"swir16\"") && strstr(json, "\"sha256\""));
  lejepa_gis_text_free(json);
  lejepa_gis_model_free(model);
  return 0;
}
