// own_house.cpp - puts core, callers and demo tools together, and takes them apart in the right order.
#include "own_house.hpp"

#include <utility>

#include "asking.hpp"
#include "core.hpp"
#include "demo_tools.hpp"

namespace host {
namespace {

struct Rooms {
  std::shared_ptr<Callers> callers;
  Core core;
  std::unique_ptr<DemoTools> demo = std::make_unique<DemoTools>();

  void close() {
    if (callers) callers->stop(); // its threads talk to the server
    core.let_go();
  }

  ~Rooms() {
    close();
    demo.reset();
  }
};

} // namespace

House own_house(const Flags &flags, const std::shared_ptr<Callers> &callers, const Log &log) {
  const auto rooms = std::make_shared<Rooms>();
  rooms->callers = callers;
  House house;
  house.name = "tenon-host";
  house.has_tools = flags.demo || (flags.feedback.on && flags.feedback.tools != TENON_OFF);
  house.open = [rooms, &flags, &log](std::function<void()> deadline_moved) {
    std::string wrong = rooms->core.open(flags, log, std::move(deadline_moved));
    if (wrong.empty() && rooms->callers) wrong = rooms->callers->serve(rooms->core.get());
    if (wrong.empty() && flags.feedback.on) wrong = offer_feedback(rooms->core.get(), flags.feedback);
    return wrong.empty() && flags.demo ? rooms->demo->offer(rooms->core.get(), flags.tool_scopes) : wrong;
  };
  house.server = [rooms] { return rooms->core.get(); };
  if (flags.feedback.on && flags.feedback.inbox_link && (flags.feedback.sites == 0 || (flags.feedback.sites != TENON_OFF && flags.feedback.sites & TENON_SITE_PAGES)))
    house.inbox_link = [rooms](const std::string &base) { return inbox_link(rooms->core.get(), base); };
  if (callers && callers->watches()) house.renew = [callers] { callers->renew(); };
  house.close = [rooms] { rooms->close(); };
  house.leave = [rooms] { rooms->demo.reset(); };
  return house;
}

} // namespace host
