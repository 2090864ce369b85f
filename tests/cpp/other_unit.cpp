#include <lejepa_gis.hpp>
#include <lejepa_gis.hpp>

std::string other_unit(const lejepa_gis::Model &model);

std::string other_unit(const lejepa_gis::Model &model) { return model.digest(); }
