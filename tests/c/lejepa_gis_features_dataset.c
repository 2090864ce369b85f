#include "datasets.h"

int main(int argc, char **argv) {
  GDALDatasetH in = opened(argv[2], "before.tif");
  LejepaGisModel *model = fixture(argv[1]);
  void *result = (void *)1;
  char *report = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_features_dataset(model, NULL, NULL, NULL, NULL, NULL, NULL, &result), ARGUMENT, "dataset is NULL");
  EXPECT(result == NULL);
  FAILS(lejepa_gis_features_dataset(model, GDALGetRasterBand(in, 1), NULL, NULL, NULL, NULL, NULL, &result), ARGUMENT,
        "handle is of a band");
  FAILS(lejepa_gis_features_dataset(model, in, NULL, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "both NULL");
  FAILS(lejepa_gis_features_dataset(model, in, NOT_UTF8, NULL, NULL, NULL, NULL, &result), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_features_dataset(model, in, NULL, NULL, stop, NULL, NULL, &result), CANCELLED, "");
  EXPECT(result == NULL);
  CPLErrorSetState(CE_Warning, CPLE_AppDefined, "of the host"); /* the host's own last error stays */
  OK(lejepa_gis_features_dataset(model, in, NULL, NULL, NULL, NULL, &report, &result)); /* in memory */
  EXPECT(CPLGetLastErrorType() == CE_Warning && strcmp(CPLGetLastErrorMsg(), "of the host") == 0);
  EXPECT(GDALGetRasterCount(result) == DIM && GDALGetRasterXSize(result) == (GDALGetRasterXSize(in) + 7) / 8);
  EXPECT(strcmp(GDALGetDescription(GDALGetRasterBand(result, 2)), "F001") == 0);
  EXPECT(GDALGetMetadataItem(result, "MODEL_SHA256", "LEJEPA_GIS") != NULL);
  EXPECT(strstr(report, "before.tif"));
  lejepa_gis_text_free(report);
  GDALClose(result);
  OK(lejepa_gis_features_dataset(model, in, path(argv[2], "fd.tif"), NULL, NULL, NULL, NULL, NULL));
  EXPECT(exists(path(argv[2], "fd.tif")));
  GDALClose(in);
  lejepa_gis_model_free(model);
  return 0;
}
