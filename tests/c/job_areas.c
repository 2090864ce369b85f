#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *share[] = {"THRESHOLD=share:5%", "MIN_AREA=0", NULL}, *wrong[] = {"THRESHOLD=share:5", NULL};
  char *report = NULL;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "areas", model, 2, 1);
  t.job.options = share;
  t.inputs[0] = path(argv[2], "before.tif"), t.inputs[1] = path(argv[2], "after.tif"), t.outputs[0] = path(argv[2], "a.gpkg");
  WRONG(t, job.input_count, 0, ARGUMENT, "two inputs, before and after, or one raster made earlier; 0 are given");
  WRONG(t, outputs[0], path(argv[2], "a.kml"), ARGUMENT, "GeoPackage (.gpkg)");
  WRONG(t, job.options, wrong, ARGUMENT, "share:2%");
  WRONG(t, job.results, t.results, ARGUMENT, "no single rasters");
  WRONG(t, job.progress, stop, CANCELLED, "");
  EXPECT(!exists(t.outputs[0]));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(exists(t.outputs[0]) && strstr(report, "\"valid_hectares\"") && strstr(report, "\"kinds\":[{\"kind\":\""));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
