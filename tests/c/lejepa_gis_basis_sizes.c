#include "basis.h"

int main(void) {
  LejepaGisBasis *basis = known_basis();
  size_t dimension = 9, components = 9;
  FAILS(lejepa_gis_basis_sizes(NULL, &dimension, &components), ARGUMENT, "basis is NULL");
  EXPECT(dimension == 0 && components == 0);
  OK(lejepa_gis_basis_sizes(basis, NULL, NULL));
  OK(lejepa_gis_basis_sizes(basis, &dimension, &components));
  EXPECT(dimension == 3 && components == 3);
  lejepa_gis_basis_free(basis);
  OK(lejepa_gis_basis_from_json("{\"model\":\"\",\"model_sha256\":\"\",\"mean\":[1,2],\"components\":[[1,0]],"
                                "\"explained\":[1],\"low\":[0],\"high\":[1]}", &basis));
  OK(lejepa_gis_basis_sizes(basis, &dimension, &components));
  EXPECT(dimension == 2 && components == 1);
  lejepa_gis_basis_free(basis);
  return 0;
}
