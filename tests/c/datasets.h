/* Open rasters for the tests that go by dataset; these programs are linked to the system's GDAL. */
#ifndef LEJEPA_GIS_TEST_DATASETS_H
#define LEJEPA_GIS_TEST_DATASETS_H

#include "test.h"

#include <gdal.h>

static inline GDALDatasetH opened(const char *folder, const char *name) {
  GDALDatasetH dataset;
  GDALAllRegister();
  dataset = GDALOpen(path(folder, name), GA_ReadOnly);
  EXPECT(dataset != NULL);
  return dataset;
}

#endif
