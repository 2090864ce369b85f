#include "test.h"

int main(int argc, char **argv) {
  const char *unknown[] = {"COLOUR=red", NULL}, *shapeless[] = {"MODEL_MEAN", NULL}, *bytes[] = {NOT_UTF8 "=1", NULL};
  const char *job[] = {"OVERWRITE=YES", NULL}, *bands[] = {"MODEL_BANDS=a,b", NULL}, *exact[] = {"PRECISION=int8", NULL};
  LejepaGisModel *model = (LejepaGisModel *)1;
  UNUSED(argc);
  FAILS(lejepa_gis_model_open("default", NULL, NULL), ARGUMENT, "model is NULL");
  FAILS(lejepa_gis_model_open(NULL, NULL, &model), ARGUMENT, "name is NULL");
  EXPECT(model == NULL);
  FAILS(lejepa_gis_model_open(NOT_UTF8, NULL, &model), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_model_open("default", unknown, &model), ARGUMENT, "COLOUR");
  FAILS(lejepa_gis_model_open("default", job, &model), ARGUMENT, "no parameter of open");
  FAILS(lejepa_gis_model_open("default", bands, &model), ARGUMENT, "says its bands");
  FAILS(lejepa_gis_model_open("texture", bands, &model), ARGUMENT, "says its bands");
  FAILS(lejepa_gis_model_open(path(argv[1], "vit_32.pt"), bands, &model), ARGUMENT, "says its bands");
  FAILS(lejepa_gis_model_open("texture", exact, &model), MODEL, "int8");
  FAILS(lejepa_gis_model_open("default", shapeless, &model), ARGUMENT, "KEY=VALUE");
  FAILS(lejepa_gis_model_open("default", bytes, &model), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_model_open("/no/such.pt", NULL, &model), IO, "/no/such.pt");
  FAILS(lejepa_gis_model_open(argv[1], NULL, &model), IO, "directory");
  FAILS(lejepa_gis_model_open(path(argv[2], "before.tif"), NULL, &model), MODEL, "before.tif");
  FAILS(lejepa_gis_model_open(path(argv[1], "hostile.pt"), NULL, &model), MODEL, "system");
  EXPECT(model == NULL && !exists("hostile-was-here"));
  OK(lejepa_gis_model_open(path(argv[1], "vit_32.pt"), NULL, &model));
  EXPECT(model != NULL);
  lejepa_gis_model_free(model);
  OK(lejepa_gis_model_open("texture", NULL, &model)); /* no network, no file */
  lejepa_gis_model_free(model);
  return 0;
}
