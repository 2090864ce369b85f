#include "similar.h"

int main(int argc, char **argv) {
  size_t width = 9, height = 9, dimension = 9;
  LejepaGisSimilar *index = similar(argv[1], argv[2]);
  UNUSED(argc);
  FAILS(lejepa_gis_similar_sizes(NULL, &width, NULL, NULL), ARGUMENT, "similar is NULL");
  EXPECT(width == 0);
  OK(lejepa_gis_similar_sizes(index, &width, &height, &dimension));
  EXPECT(width > 1 && height > 1 && dimension == DIM);
  OK(lejepa_gis_similar_sizes(index, NULL, NULL, NULL));
  lejepa_gis_similar_free(index);
  return 0;
}
