// tenon.hpp - comfort for C++ hosts: owning handles, typed tools, resources and prompts, in C++17, built only on tenon.h.
//
//     tenon::server server;
//     server.tool("add", "Add two numbers.", tenon::args("a", "b"), [](double a, double b) { return a + b; });
//     server.resource({"notes://today", "today"}, [] { return todays_notes(); });
//     server.prompt("review", "Review code.", tenon::args("code"), [](std::string code) { return "Please review:\n" + code; });
//
// The types of the handler's parameters become the tool's schema, and the core checks every call against it before the
// handler runs. A handler returns text, a number, a bool, nothing, tenon::content (blocks, images, links), tenon::structured,
// tenon::json (a whole result), tenon::ask (a question to the client: the handler runs again with the answers), an error, or
// tenon::result, which is any of them; or it takes a tenon::reply, moves it away and answers later from any thread. It may take
// a `const tenon::call &` to see who calls. An exception becomes a tool error with what() as its text: the client reads it.
//
// What a programmer configures throws tenon::error. What happens on the wire returns a tenon_status, as in tenon.h.
// The rules of tenon.h for threads and re-entry hold. Handlers run on several threads at once: they must be const-callable.
#ifndef TENON_HPP
#define TENON_HPP

#include <tenon/hpp/exchange.hpp>
#include <tenon/hpp/server.hpp>

#endif
