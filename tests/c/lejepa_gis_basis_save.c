#include "basis.h"

int main(int argc, char **argv) {
  LejepaGisBasis *basis = known_basis();
  UNUSED(argc);
  FAILS(lejepa_gis_basis_save(NULL, path(argv[2], "b.json")), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_save(basis, NULL), ARGUMENT, "path is NULL");
  FAILS(lejepa_gis_basis_save(basis, NOT_UTF8), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_basis_save(basis, "/no/such/folder/b.json"), IO, "/no/such/folder");
  EXPECT(!exists(path(argv[2], "b.json")));
  OK(lejepa_gis_basis_save(basis, path(argv[2], "b.json")));
  OK(lejepa_gis_basis_save(basis, path(argv[2], "b.json"))); /* replaces */
  EXPECT(exists(path(argv[2], "b.json")));
  lejepa_gis_basis_free(basis);
  return 0;
}
