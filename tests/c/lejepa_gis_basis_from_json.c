#include "basis.h"

int main(void) {
  const char *wrong[] = {"", "{}", "[]", "null", "{\"model\":\"\",\"model_sha256\":\"\",\"mean\":[],\"components\":[],\"explained\":[],\"low\":[],\"high\":[]}",
                         "{\"model\":\"\",\"model_sha256\":\"\",\"mean\":[1,2],\"components\":[[1]],\"explained\":[1],\"low\":[0],\"high\":[1]}"};
  LejepaGisBasis *basis = (LejepaGisBasis *)1;
  size_t i;
  FAILS(lejepa_gis_basis_from_json(NULL, &basis), ARGUMENT, "json is NULL");
  EXPECT(basis == NULL);
  FAILS(lejepa_gis_basis_from_json("{}", NULL), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_from_json(NOT_UTF8, &basis), ARGUMENT, "UTF-8");
  for (i = 0; i < sizeof wrong / sizeof *wrong; i++) FAILS(lejepa_gis_basis_from_json(wrong[i], &basis), ARGUMENT, "json");
  OK(lejepa_gis_basis_from_json("{\"model\":\"\",\"model_sha256\":\"\",\"mean\":[1,2],\"components\":[[1,0]],\"explained\":[1],\"low\":[0],\"high\":[1]}", &basis));
  lejepa_gis_basis_free(basis);
  return 0;
}
