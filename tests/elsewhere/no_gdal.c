/* Where no GDAL is to be had, a job fails with its status and leaves nothing, and pixels in memory are encoded all the same. */
#include "../c/job.h"

int main(void) {
  LejepaGisModel *model = NULL;
  char *text = (char *)1;
  TestJob t;
  FAILS(lejepa_gis_gdal_info(NULL, &text), GDAL_MISSING, "LEJEPA_GIS_GDAL");
  EXPECT(text == NULL);
  OK(lejepa_gis_model_open("default", NULL, &model));
  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = "a.tif", t.outputs[0] = "b.tif";
  FAILS(lejepa_gis_job_run(&t.job, NULL), GDAL_MISSING, "GDAL");
  EXPECT(!exists("b.tif"));
  lejepa_gis_model_free(model);
  return 0;
}
