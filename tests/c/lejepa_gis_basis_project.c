#include "basis.h"

int main(int argc, char **argv) {
  LejepaGisBasis *basis = known_basis();
  LejepaGisModel *model = fixture(argv[1]);
  float scores[9];
  size_t count = 9;
  UNUSED(argc);
  FAILS(lejepa_gis_basis_project(NULL, NULL, cells_b[0], 3, 3, scores, &count), ARGUMENT, "basis is NULL");
  EXPECT(count == 0);
  FAILS(lejepa_gis_basis_project(basis, NULL, cells_b[0], 3, 3, scores, NULL), ARGUMENT, "count is NULL");
  FAILS(lejepa_gis_basis_project(basis, NULL, cells_b[0], 3, 2, scores, &count), ARGUMENT, "the basis has 3");
  FAILS(lejepa_gis_basis_project(basis, model, cells_b[0], 3, 3, scores, &count), ARGUMENT, "vit_32.pt");
  FAILS(lejepa_gis_basis_project(basis, NULL, cells_b[0], SIZE_MAX, 3, scores, &count), ARGUMENT, "too many");
  OK(lejepa_gis_basis_project(basis, NULL, cells_b[0], 3, 3, NULL, &count));
  EXPECT(count == 9);
  FAILS(lejepa_gis_basis_project(basis, NULL, NULL, 3, 3, scores, &count), ARGUMENT, "features is NULL");
  count = 8;
  FAILS(lejepa_gis_basis_project(basis, NULL, cells_b[0], 3, 3, scores, &count), ARGUMENT, "room");
  OK(lejepa_gis_basis_project(basis, NULL, cells_b[0], 3, 3, scores, &count));
  EXPECT(fabsf(scores[0]) < 1e-6f && fabsf(fabsf(scores[1]) - sqrtf(0.5f)) < 1e-6f && isnan(scores[6]));
  lejepa_gis_model_free(model);
  lejepa_gis_basis_free(basis);
  return 0;
}
