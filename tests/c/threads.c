/* Eight threads share one model while a second model is opened, used and freed; every result is the same. */
#include "job.h"

#include <pthread.h>

static LejepaGisModel *model;
static float *chips;
static float expected[CHIP_FEATURES];
static const char *folder, *fixtures;

static void *work(void *number) {
  const char *options[] = {"THREADS=1", NULL};
  float features[CHIP_FEATURES];
  LejepaGisModel *own = NULL;
  int i;
  for (i = 0; i < 5; i++) {
    size_t count = CHIP_FEATURES, less = 1;
    OK(lejepa_gis_encode_chips(model, NULL, chips, 1, options, NULL, NULL, features, &count));
    EXPECT(memcmp(features, expected, sizeof features) == 0);
    FAILS(lejepa_gis_encode_chips(model, NULL, chips, 1, options, NULL, NULL, features, &less), ARGUMENT, "room for 1 ");
  }
  if ((size_t)number % 4 == 0) {
    char name[32];
    TestJob t;
    snprintf(name, sizeof name, "thread%d.tif", (int)(size_t)number);
    own = fixture(fixtures);
    prepare(&t, "features", own, 1, 1);
    t.inputs[0] = path(folder, "before.tif"), t.outputs[0] = path(folder, name), t.job.options = options;
    OK(lejepa_gis_job_run(&t.job, NULL));
    lejepa_gis_model_free(own);
  }
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[8];
  size_t i, count = CHIP_FEATURES;
  UNUSED(argc);
  fixtures = argv[1], folder = argv[2];
  model = fixture(fixtures);
  chips = some_chips(1);
  OK(lejepa_gis_encode_chips(model, NULL, chips, 1, NULL, NULL, NULL, expected, &count));
  for (i = 0; i < 8; i++) EXPECT(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  for (i = 0; i < 8; i++) EXPECT(pthread_join(threads[i], NULL) == 0);
  lejepa_gis_model_free(model);
  free(chips);
  return 0;
}
