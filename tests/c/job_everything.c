/* The task "run": a folder. */
#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *residual[] = {"METHOD=residual", "OVERWRITE=YES", NULL}, *basis = path(argv[2], "all/pca_basis.json");
  char *report = NULL;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "run", model, 2, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.inputs[1] = path(argv[2], "after.tif"), t.outputs[0] = path(argv[2], "all");
  WRONG(t, inputs[0], NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, inputs[1], NULL, ARGUMENT, "job.inputs[1] and job.input_datasets[1] are both NULL");
  WRONG(t, outputs[0], NULL, ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, job.results, t.results, ARGUMENT, "writes no single rasters");
  WRONG(t, job.progress, stop, CANCELLED, "");
  EXPECT(!exists(basis));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(exists(basis) && exists(path(argv[2], "all/change_cosine.tif")) && strstr(report, "change_joint.tif"));
  lejepa_gis_text_free(report);
  WRONG(t, job.options, NULL, EXISTS, "all");
  EXPECT(!exists(path(argv[2], "all/change_residual.tif")));
  t.job.options = residual;
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(exists(path(argv[2], "all/change_residual.tif")));
  lejepa_gis_model_free(model);
  return 0;
}
