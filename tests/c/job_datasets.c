/* Every task on open datasets; results as open datasets, in memory or in files. */
#include "datasets.h"
#include "job.h"

static LejepaGisModel *model;
static GDALDatasetH before, after;
static const char *folder;

/* Inputs and results as datasets. */
static void lent(TestJob *t, const char *task, size_t inputs, size_t outputs) {
  prepare(t, task, model, inputs, outputs);
  t->datasets[0] = before, t->datasets[1] = after;
  t->job.inputs = NULL, t->job.input_datasets = t->datasets;
}

/* The job has no input here; every result is NULL afterwards. */
static void no_input(TestJob t, size_t entry, const char *word) {
  t.job.input_datasets = t.datasets, t.job.outputs = t.outputs;
  t.datasets[entry] = NULL;
  if (t.job.results) t.job.results = t.results, t.results[0] = t.results[1] = (void *)1;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, word);
  EXPECT(!t.job.results || t.results[0] == NULL);
}

static void features(void) {
  char *report = NULL;
  TestJob t;
  lent(&t, "features", 1, 1);
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "job.outputs[0] is NULL, and there is no place");
  t.job.outputs = NULL, t.job.results = t.results;
  no_input(t, 0, "job.inputs[0] and job.input_datasets[0] are both NULL");
#ifndef _WIN32 /* where a library keeps no names of its classes, a band cannot be told from a dataset */
  t.datasets[0] = GDALGetRasterBand(before, 1), t.results[0] = (void *)1;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "handle is of a band");
  EXPECT(t.results[0] == NULL);
#endif
  t.datasets[0] = before;
  t.job.inputs = t.inputs, t.inputs[0] = path(folder, "before.tif");
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "both given");
  t.inputs[0] = NULL;
  t.job.outputs = t.outputs, t.outputs[0] = NOT_UTF8;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "UTF-8");
  t.job.outputs = NULL, t.job.progress = stop, t.results[0] = (void *)1;
  FAILS(lejepa_gis_job_run(&t.job, NULL), CANCELLED, "");
  EXPECT(t.results[0] == NULL);
  t.job.progress = NULL;

  CPLErrorSetState(CE_Warning, CPLE_AppDefined, "of the host"); /* the host's own last error stays */
  OK(lejepa_gis_job_run(&t.job, &report));                       /* in memory */
  EXPECT(CPLGetLastErrorType() == CE_Warning && strcmp(CPLGetLastErrorMsg(), "of the host") == 0);
  EXPECT(GDALGetRasterCount(t.results[0]) == DIM);
  EXPECT(GDALGetRasterXSize(t.results[0]) == (GDALGetRasterXSize(before) + 7) / 8);
  EXPECT(strcmp(GDALGetDescription(GDALGetRasterBand(t.results[0], 2)), "F001") == 0);
  EXPECT(GDALGetMetadataItem(t.results[0], "MODEL_SHA256", "LEJEPA_GIS") != NULL);
  EXPECT(strstr(report, "before.tif"));
  lejepa_gis_text_free(report);
  GDALClose(t.results[0]);
  t.job.outputs = t.outputs, t.outputs[0] = path(folder, "fd.tif"), t.job.results = NULL;
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(exists(t.outputs[0]));
}

static void pca(void) {
  TestJob t;
  lent(&t, "pca", 2, 2);
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "no place in job.results");
  t.job.results = t.results;
  no_input(t, 1, "job.inputs[1] and job.input_datasets[1] are both NULL");
  t.job.input_datasets = NULL, t.results[0] = t.results[1] = (void *)1;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "job.inputs[0] and job.input_datasets[0] are both NULL");
  EXPECT(t.results[0] == NULL && t.results[1] == NULL);
  t.job.input_datasets = t.datasets, t.job.input_count = 0;
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "at least one input");
  /* One input by name, one as a dataset; one result in memory, one in a file, both open. */
  t.job.input_count = 2, t.job.inputs = t.inputs, t.inputs[1] = path(folder, "after.tif"), t.datasets[1] = NULL;
  t.outputs[1] = path(folder, "pd.tif");
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(GDALGetRasterCount(t.results[0]) == 3 && GDALGetRasterCount(t.results[1]) == 3 && exists(t.outputs[1]));
  EXPECT(GDALGetMaskFlags(GDALGetRasterBand(t.results[0], 1)) == GMF_PER_DATASET);
  GDALClose(t.results[0]);
  GDALClose(t.results[1]);
}

static void change(void) {
  float first = -1;
  TestJob t;
  lent(&t, "change", 2, 1);
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "no place in job.results");
  t.job.results = t.results;
  no_input(t, 1, "job.inputs[1] and job.input_datasets[1] are both NULL");
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(GDALRasterIO(GDALGetRasterBand(t.results[0], 1), GF_Read, 0, 0, 1, 1, &first, 1, 1, GDT_Float32, 0, 0) == CE_None);
  EXPECT(first >= 0.0f && first <= 2.0f);
  GDALClose(t.results[0]);
}

static void describe(void) {
  char *report = (char *)1;
  TestJob t;
  lent(&t, "describe", 1, 0);
  no_input(t, 0, "job.inputs[0] and job.input_datasets[0] are both NULL");
  t.job.results = t.results;
  FAILS(lejepa_gis_job_run(&t.job, &report), ARGUMENT, "writes no single rasters");
  EXPECT(report == NULL);
  t.job.results = NULL;
  OK(lejepa_gis_job_run(&t.job, &report));
  EXPECT(strstr(report, "descriptors"));
  lejepa_gis_text_free(report);
}

static void everything(void) {
  TestJob t;
  lent(&t, "run", 2, 1);
  FAILS(lejepa_gis_job_run(&t.job, NULL), ARGUMENT, "job.outputs[0] is NULL");
  t.outputs[0] = path(folder, "all");
  no_input(t, 0, "job.inputs[0] and job.input_datasets[0] are both NULL");
  EXPECT(!exists(path(folder, "all/descriptors.json")));
  OK(lejepa_gis_job_run(&t.job, NULL));
  EXPECT(exists(path(folder, "all/descriptors.json")));
}

int main(int argc, char **argv) {
  UNUSED(argc);
  folder = argv[2], model = fixture(argv[1]);
  before = opened(folder, "before.tif"), after = opened(folder, "after.tif");
  features();
  pca();
  change();
  describe();
  everything();
  GDALClose(before);
  GDALClose(after);
  lejepa_gis_model_free(model);
  return 0;
}
