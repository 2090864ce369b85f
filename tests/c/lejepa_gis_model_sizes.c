#include "test.h"

int main(int argc, char **argv) {
  size_t chip = 9, patch = 9, dimension = 9, bands = 9;
  LejepaGisModel *model = fixture(argv[1]);
  UNUSED(argc);
  FAILS(lejepa_gis_model_sizes(NULL, &chip, &patch, &dimension, &bands), ARGUMENT, "model is NULL");
  EXPECT(chip == 0 && bands == 0);
  OK(lejepa_gis_model_sizes(model, NULL, NULL, NULL, NULL));
  OK(lejepa_gis_model_sizes(model, &chip, &patch, &dimension, &bands));
  EXPECT(chip == CHIP && patch == PATCH && dimension == DIM && bands == BANDS);
  lejepa_gis_model_free(model);
  return 0;
}
