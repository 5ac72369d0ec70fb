// resources.cpp - fixed texts and bytes, one that is watched, and a template with a variable.
#include "offers.hpp"

namespace everything {

void offer_resources(tenon::server &server) {
  server.resource({"test://static-text", "static-text", "A text that never changes.", "text/plain"},
                  tenon::text{"This is the content of the static text resource."});
  server.resource({"test://static-binary", "static-binary", "An image that never changes.", "image/png"},
                  tenon::bytes(std::string(pixel_png())));
  server.resource({"test://watched-resource", "watched-resource", "A text that those who watch hear of.", "text/plain"},
                  [] { return "Watched resource content"; });

  server.resource_template(
      {"test://template/{id}/data", "template-data", "Data by its id.", "application/json"}, tenon::args("id"),
      [](std::string_view id) {
        return "{\"id\":" + tenon::quoted(id).text + R"(,"templateTest":true,"data":)" +
               tenon::quoted("Data for ID: " + std::string(id)).text + "}";
      },
      [](const tenon::call &call) {
        std::vector<std::string> fitting;
        for (const char *id : {"1", "12", "123"})
          if (std::string_view(id).substr(0, call.value().size()) == call.value()) fitting.emplace_back(id);
        return fitting;
      });
}

} // namespace everything
