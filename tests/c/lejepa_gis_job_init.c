#include "test.h"

int main(void) {
  LejepaGisJob job;
  memset(&job, 0xAA, sizeof job);
  FAILS(lejepa_gis_job_init(NULL, sizeof job), ARGUMENT, "job is NULL");
  FAILS(lejepa_gis_job_init(&job, 0), ARGUMENT, "struct_size is 0");
  FAILS(lejepa_gis_job_init(&job, sizeof job - 1), ARGUMENT, "a multiple of");
  FAILS(lejepa_gis_job_init(&job, sizeof job + sizeof(void *)), ARGUMENT, "this version knows");
  OK(lejepa_gis_job_init(&job, sizeof job));
  EXPECT(job.struct_size == sizeof job && job.task == NULL && job.input_count == 0 && job.results == NULL);
  EXPECT(job.options == NULL && job.model == NULL && job.progress == NULL && job.user_data == NULL);

  /* An older header's structure is shorter, and nothing is written behind it. */
  memset(&job, 0xAA, sizeof job);
  OK(lejepa_gis_job_init(&job, offsetof(LejepaGisJob, context)));
  EXPECT(job.struct_size == offsetof(LejepaGisJob, context) && job.user_data == NULL && job.context != NULL);
  return 0;
}
