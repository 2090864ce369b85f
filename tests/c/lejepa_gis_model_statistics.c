#include "test.h"

int main(int argc, char **argv) {
  float mean[BANDS], std[BANDS];
  size_t count = 3;
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_statistics(model, mean, std, NULL), ARGUMENT, "count is NULL");
  FAILS(lejepa_gis_model_statistics(NULL, mean, std, &count), ARGUMENT, "model is NULL");
  EXPECT(count == 0);
  count = BANDS - 1;
  FAILS(lejepa_gis_model_statistics(model, mean, NULL, &count), ARGUMENT, "room for 4");
  EXPECT(count == BANDS);
  count = BANDS - 1;
  FAILS(lejepa_gis_model_statistics(model, NULL, std, &count), ARGUMENT, "room for 4");
  count = 0;
  OK(lejepa_gis_model_statistics(model, NULL, NULL, &count));
  EXPECT(count == BANDS);
  OK(lejepa_gis_model_statistics(model, mean, std, &count));
  EXPECT(mean[0] == 1298.91f && std[4] == 1504.0f);
  lejepa_gis_model_free(model);
  return 0;
}
