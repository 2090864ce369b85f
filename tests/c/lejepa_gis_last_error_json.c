#include "job.h"

#define TELLS(text) EXPECT(strstr(lejepa_gis_last_error_json(), text) != NULL)

int main(int argc, char **argv) {
  const char *wrong[] = {"OVERLAP=2", NULL}, *unknown[] = {"OVERLAPP=2", NULL};
  LejepaGisModel *model = fixture(argv[1]), *none = NULL;
  LejepaGisImage image;
  TestJob t;
  UNUSED(argc);
  EXPECT(lejepa_gis_last_error_json()[0] == '\0');
  FAILS(lejepa_gis_parameters(NULL), ARGUMENT, "json is NULL");
  TELLS("{\"status\":\"ARGUMENT\",\"code\":1,\"message\":\"json is NULL\",\"parameter\":\"json\",\"file\":null,\"gdal\":null,\"retry\":false}");
  FAILS(lejepa_gis_image_init(&image, sizeof image + 1), ARGUMENT, "struct_size");
  TELLS("\"parameter\":\"image.struct_size\"");
  FAILS(lejepa_gis_model_open("/no/such.pt", NULL, &none), IO, "/no/such.pt");
  TELLS("\"status\":\"IO\"");
  TELLS("\"file\":\"/no/such.pt\"");
  lejepa_gis_model_free(none);
  TELLS("/no/such.pt"); /* what frees keeps it */

  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.outputs[0] = "/vsimem/a.tif", t.job.options = wrong;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "OVERLAP=2");
  TELLS("\"parameter\":\"OVERLAP\"");
  t.job.options = unknown;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "no parameter of features");
  TELLS("\"parameter\":\"OVERLAPP\"");
  t.job.options = NULL, t.inputs[0] = path(argv[2], "missing.tif");
  FAILS(lejepa_gis_job_run(&t.job, NULL), RASTER, "missing.tif");
  TELLS("\"gdal\":{\"call\":\"GDALOpenEx\",\"number\":4}"); /* CPLE_OpenFailed */
  TELLS("missing.tif\",\"gdal\"");
  t.inputs[0] = path(argv[2], "before.tif"), t.outputs[0] = path(argv[2], "before.tif");
  FAILS(lejepa_gis_job_run(&t.job, NULL), EXISTS, "exists");
  TELLS("\"status\":\"EXISTS\",\"code\":7");
  t.outputs[0] = "/vsimem/a.tif";
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(lejepa_gis_last_error_json()[0] == '\0'); /* a success clears it */
  lejepa_gis_model_free(model);
  return 0;
}
