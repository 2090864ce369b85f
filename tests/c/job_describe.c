#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *output[] = {"d.json"};
  char *report = (char *)1;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "describe", model, 1, 0);
  FAILS(lejepa_gis_job_run(&t.job, &report), ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  EXPECT(report == NULL);
  t.inputs[0] = path(argv[2], "before.tif");
  WRONG(t, job.inputs, NULL, ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  WRONG(t, job.progress, stop, CANCELLED, "");
  t.job.outputs = output, t.job.output_count = 1;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "describe writes 0 outputs");
  t.job.outputs = NULL, t.job.output_count = 0;
  OK(lejepa_gis_job_run(&t.job, NULL));
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(strstr(report, "\"descriptors\""));
  lejepa_gis_text_free(report);
  lejepa_gis_model_free(model);
  return 0;
}
