#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  char *report = NULL;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "pca", model, 2, 2);
  t.inputs[0] = path(argv[2], "before.tif"), t.inputs[1] = path(argv[2], "after.tif");
  t.outputs[0] = path(argv[2], "p1.tif"), t.outputs[1] = path(argv[2], "p2.tif");
  WRONG(t, job.inputs, NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, inputs[1], NULL, ARGUMENT, "job.inputs[1] and job.input_datasets[1] are both NULL");
  WRONG(t, job.outputs, NULL, ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, outputs[1], NULL, ARGUMENT, "job.outputs[1] is NULL");
  WRONG(t, job.input_count, 0, ARGUMENT, "at least one input");
  WRONG(t, job.output_count, 1, ARGUMENT, "each input needs one output");
  WRONG(t, job.progress, stop, CANCELLED, "");
  EXPECT(!exists(t.outputs[0]) && !exists(t.outputs[1]));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(exists(t.outputs[0]) && exists(t.outputs[1]) && strstr(report, "explained_variance"));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
