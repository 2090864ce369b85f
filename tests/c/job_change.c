#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *method[] = {"METHOD=magic", NULL}, *twice[] = {"THREADS=1", "threads=2", NULL};
  char *report = NULL;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "change", model, 2, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.inputs[1] = path(argv[2], "after.tif"), t.outputs[0] = path(argv[2], "c.tif");
  WRONG(t, inputs[0], NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, inputs[1], NULL, ARGUMENT, "job.inputs[1] and job.input_datasets[1] are both NULL");
  WRONG(t, job.input_count, 1, ARGUMENT, "two inputs, before and after; 1 are given");
  WRONG(t, outputs[0], NULL, ARGUMENT, "job.outputs[0] is NULL");
  WRONG(t, job.options, method, ARGUMENT, "auto, joint, residual, cosine");
  WRONG(t, job.options, twice, ARGUMENT, "twice");
  WRONG(t, job.progress, stop, CANCELLED, "");
  EXPECT(!exists(t.outputs[0]));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(exists(t.outputs[0]) && strstr(report, "valid_change_cells"));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
