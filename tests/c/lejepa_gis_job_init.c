#include "test.h"

int main(void) {
  LejepaGisJob job;
  memset(&job, 0xAA, sizeof job);
  FAILS(lejepa_gis_job_init(NULL, sizeof job), ARGUMENT, "job is NULL");
  FAILS(lejepa_gis_job_init(&job, 8), ARGUMENT, "struct_size is 8");
  OK(lejepa_gis_job_init(&job, sizeof job));
  EXPECT(job.struct_size == sizeof job && job.task == NULL && job.input_count == 0 && job.results == NULL);
  EXPECT(job.options == NULL && job.model == NULL && job.progress == NULL && job.user_data == NULL);
  return 0;
}
