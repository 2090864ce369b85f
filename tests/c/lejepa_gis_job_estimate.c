#include "job.h"

int main(int argc, char **argv) {
  LejepaGisModel *model = fixture(argv[1]);
  const char *out = path(argv[2], "c.tif"), *nonsense[] = {"DRIVER=Nonsense", NULL}, *joint[] = {"METHOD=joint", NULL};
  char *json = (char *)1;
  TestJob t;
  UNUSED(argc);
  prepare(&t, "change", model, 2, 1);
  t.inputs[0] = path(argv[2], "before.tif"), t.inputs[1] = path(argv[2], "after.tif"), t.outputs[0] = out;
  FAILS(lejepa_gis_job_estimate(&t.job, NULL), ARGUMENT, "json is NULL");
  FAILS(lejepa_gis_job_estimate(NULL, &json), ARGUMENT, "job is NULL");
  EXPECT(json == NULL);
  OK(lejepa_gis_job_estimate(&t.job, &json));
  EXPECT(strstr(json, "\"memory_bytes\"") && strstr(json, "\"seconds\"") && strstr(json, "\"cells\":[13,10]"));
  EXPECT(!exists(out)); /* it makes nothing */
  lejepa_gis_text_free(json);
  t.job.options = joint;
  OK(lejepa_gis_job_estimate(&t.job, &json));
  lejepa_gis_text_free(json);

  /* What the job refuses, the estimate refuses. */
  t.job.options = nonsense;
  FAILS(lejepa_gis_job_estimate(&t.job, &json), ARGUMENT, "Nonsense");
  EXPECT(json == NULL);
  t.job.options = NULL;
  t.job.input_count = 1;
  FAILS(lejepa_gis_job_estimate(&t.job, &json), ARGUMENT, "two inputs, before and after; 1 are given");
  t.job.input_count = 2;
  OK(lejepa_gis_job_run(&t.job, NULL));
  FAILS(lejepa_gis_job_estimate(&t.job, &json), EXISTS, "c.tif");

  /* A result as a dataset is asked for, and there is none yet. */
  t.outputs[0] = NULL, t.results[0] = (void *)1, t.job.results = t.results;
  OK(lejepa_gis_job_estimate(&t.job, &json));
  EXPECT(t.results[0] == NULL);
  lejepa_gis_text_free(json);
  lejepa_gis_model_free(model);
  return 0;
}
