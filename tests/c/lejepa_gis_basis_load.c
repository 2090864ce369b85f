#include "basis.h"

int main(int argc, char **argv) {
  LejepaGisBasis *basis = known_basis(), *again = (LejepaGisBasis *)1;
  char *a = NULL, *b = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_basis_load(NULL, &again), ARGUMENT, "path is NULL");
  EXPECT(again == NULL);
  FAILS(lejepa_gis_basis_load("x", NULL), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_load(NOT_UTF8, &again), ARGUMENT, "UTF-8");
  FAILS(lejepa_gis_basis_load("/no/such.json", &again), IO, "/no/such.json");
  FAILS(lejepa_gis_basis_load(path(argv[2], "before.tif"), &again), IO, "before.tif");
  OK(lejepa_gis_basis_save(basis, path(argv[2], "b.json")));
  OK(lejepa_gis_basis_load(path(argv[2], "b.json"), &again));
  OK(lejepa_gis_basis_to_json(basis, &a));
  OK(lejepa_gis_basis_to_json(again, &b));
  EXPECT(strcmp(a, b) == 0);
  lejepa_gis_text_free(a);
  lejepa_gis_text_free(b);
  lejepa_gis_basis_free(again);
  lejepa_gis_basis_free(basis);
  return 0;
}
