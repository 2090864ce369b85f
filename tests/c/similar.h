/* A features raster of the scene, in memory. */
#ifndef LEJEPA_GIS_TEST_SIMILAR_H
#define LEJEPA_GIS_TEST_SIMILAR_H

#include "job.h"

static inline const char *features(const char *fixtures, const char *folder) {
  LejepaGisModel *model = fixture(fixtures);
  const char *output = path(folder, "features.tif");
  TestJob t;
  prepare(&t, "features", model, 1, 1);
  t.inputs[0] = path(folder, "before.tif"), t.outputs[0] = output;
  if (!exists(output)) OK(lejepa_gis_job_run(&t.job, NULL));
  lejepa_gis_model_free(model);
  return output;
}

static inline LejepaGisSimilar *similar(const char *fixtures, const char *folder) {
  LejepaGisSimilar *similar = NULL;
  OK(lejepa_gis_similar_open(features(fixtures, folder), NULL, NULL, NULL, NULL, &similar));
  EXPECT(similar != NULL);
  return similar;
}

#endif
