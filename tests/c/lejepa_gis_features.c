#include "test.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *in = path(argv[2], "before.tif"), *out = path(argv[2], "f.tif");
  const char *again[] = {"OVERWRITE=YES", NULL}, *driver[] = {"DRIVER=Nonsense", NULL};
  const char *named[] = {"MODEL=default", NULL}, *precise[] = {"PRECISION=f32", NULL};
  char *report = (char *)1;
  int calls = 0;
  UNUSED(argc);
  FAILS(lejepa_gis_features(model, NULL, out, NULL, NULL, NULL, &report), ARGUMENT, "input is NULL");
  EXPECT(report == NULL);
  FAILS(lejepa_gis_features(model, in, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "output is NULL");
  FAILS(lejepa_gis_features(model, NOT_UTF8, out, NULL, NULL, NULL, NULL), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_features(model, in, NOT_UTF8, NULL, NULL, NULL, NULL), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_features(model, "/no/such.tif", out, NULL, NULL, NULL, NULL), RASTER, "/no/such.tif");
  FAILS(lejepa_gis_features(model, in, "/no/folder/f.tif", NULL, NULL, NULL, NULL), IO, "/no/folder");
  FAILS(lejepa_gis_features(model, in, out, driver, NULL, NULL, NULL), ARGUMENT, "Nonsense");
  FAILS(lejepa_gis_features(model, in, out, named, NULL, NULL, NULL), ARGUMENT, "given open");
  FAILS(lejepa_gis_features(model, in, out, precise, NULL, NULL, NULL), ARGUMENT, "PRECISION");
  FAILS(lejepa_gis_features(model, in, out, NULL, stop, &calls, NULL), CANCELLED, "");
  EXPECT(calls == 1 && !exists(out));
  OK(lejepa_gis_features(model, in, out, NULL, go_on, &calls, &report));
  EXPECT(calls > 2 && exists(out) && strstr(report, "\"valid_cells\""));
  EXPECT(strstr(report, "\"reflectance\":\"dn: tag OFFSET=none\"") && strstr(report, "\"warnings\":[]"));
  lejepa_gis_text_free(report);
  FAILS(lejepa_gis_features(model, in, out, NULL, NULL, NULL, NULL), EXISTS, "f.tif");
  OK(lejepa_gis_features(model, in, out, again, NULL, NULL, NULL));
  OK(lejepa_gis_features(model, in, "/vsimem/f.tif", NULL, NULL, NULL, NULL));
  FAILS(lejepa_gis_features(model, in, "/vsimem/f.tif", NULL, NULL, NULL, NULL), EXISTS, "/vsimem/f.tif");
  lejepa_gis_model_free(model);
  return 0;
}
