/* Jobs for the tests: a cleared structure, and the lists that it points to. */
#ifndef LEJEPA_GIS_TEST_JOB_H
#define LEJEPA_GIS_TEST_JOB_H

#include "test.h"

/* A job with the lists that it points to. */
typedef struct {
  LejepaGisJob job;
  const char *inputs[3], *outputs[2];
  void *datasets[2], *results[2];
} TestJob;

/* Inputs and outputs by name; a test sets their number and entries, and points the job to datasets and results. */
static inline void prepare(TestJob *t, const char *task, const LejepaGisModel *model, size_t inputs, size_t outputs) {
  memset(t, 0, sizeof *t);
  OK(lejepa_gis_job_init(&t->job, sizeof t->job));
  t->job.task = task, t->job.model = model;
  t->job.input_count = inputs, t->job.inputs = t->inputs;
  t->job.output_count = outputs, t->job.outputs = t->outputs;
}

/* The job with another value of one field, or of an entry of its lists, fails with this code, and its message holds this word. */
#define WRONG(t, field, value, code, word)                     \
  do {                                                         \
    TestJob other = t;                                         \
    other.job.inputs = t.job.inputs ? other.inputs : NULL;     \
    other.job.outputs = t.job.outputs ? other.outputs : NULL;  \
    other.field = value;                                       \
    FAILS(lejepa_gis_job_run(&other.job, NULL), code, word);   \
  } while (0)

#endif
