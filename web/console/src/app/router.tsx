import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { SetupPage } from "../pages/entry/SetupPage";
import { SignInPage } from "../pages/entry/SignInPage";
import { WallPage } from "../pages/wall/WallPage";
import { useWords } from "../messages/use";
import { type Filters, formatFilters, parseFilters, pickFilters } from "./filters";
import { Guard } from "./Guard";
import { NotFound } from "./NotFound";
import { Redirect } from "./Redirect";
import { pagesFor, setUpPagesFor, useSession } from "./session";
import { Broken } from "./Broken";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
  validateSearch: (search: Record<string, unknown>): Filters => pickFilters(search),
});

const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage });
const setup = createRoute({ getParentRoute: () => root, path: "/setup", component: SetupPage });
const guarded = createRoute({ getParentRoute: () => root, id: "guarded", component: Guard });

const home = createRoute({ getParentRoute: () => guarded, path: "/", component: Home });
const wall = createRoute({ getParentRoute: () => guarded, path: "/wall", component: WallPage });
const calls = createRoute({
  getParentRoute: () => guarded,
  path: "/calls",
  component: lazyRouteComponent(() => import("../pages/calls/CallsPage"), "CallsPage"),
});
const blocked = createRoute({
  getParentRoute: () => guarded,
  path: "/calls/blocked",
  component: lazyRouteComponent(() => import("../pages/blocked/BlockedPage"), "BlockedPage"),
});
const oneCall = createRoute({
  getParentRoute: () => guarded,
  path: "/calls/$callId",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/calls", search: { call: params.callId } });
  },
});
const cases = createRoute({
  getParentRoute: () => guarded,
  path: "/cases",
  component: lazyRouteComponent(() => import("../pages/cases/CasesPage"), "CasesPage"),
});
const oneCase = createRoute({
  getParentRoute: () => guarded,
  path: "/cases/$caseId",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/cases", search: { case: params.caseId } });
  },
});
const texts = createRoute({
  getParentRoute: () => guarded,
  path: "/texts",
  component: lazyRouteComponent(() => import("../pages/texts/TextsPage"), "TextsPage"),
});
const contacts = createRoute({
  getParentRoute: () => guarded,
  path: "/contacts",
  component: lazyRouteComponent(() => import("../pages/contacts/ContactsPage"), "ContactsPage"),
});
const callbacks = createRoute({
  getParentRoute: () => guarded,
  path: "/callbacks",
  component: lazyRouteComponent(() => import("../pages/callbacks/CallbacksPage"), "CallbacksPage"),
});
const projects = createRoute({
  getParentRoute: () => guarded,
  path: "/projects",
  component: lazyRouteComponent(() => import("../pages/projects/ProjectsPage"), "ProjectsPage"),
});
const numbers = createRoute({
  getParentRoute: () => guarded,
  path: "/numbers",
  component: lazyRouteComponent(() => import("../pages/numbers/NumbersPage"), "NumbersPage"),
});
const hours = createRoute({
  getParentRoute: () => guarded,
  path: "/hours",
  component: lazyRouteComponent(() => import("../pages/hours/HoursPage"), "HoursPage"),
});
const announcements = createRoute({
  getParentRoute: () => guarded,
  path: "/announcements",
  component: lazyRouteComponent(() => import("../pages/announcements/AnnouncementsPage"), "AnnouncementsPage"),
});
const phones = createRoute({
  getParentRoute: () => guarded,
  path: "/phones",
  component: lazyRouteComponent(() => import("../pages/phones/PhonesPage"), "PhonesPage"),
});
const trunks = createRoute({
  getParentRoute: () => guarded,
  path: "/trunks",
  component: lazyRouteComponent(() => import("../pages/trunks/TrunksPage"), "TrunksPage"),
});
const recordings = createRoute({
  getParentRoute: () => guarded,
  path: "/recordings",
  component: lazyRouteComponent(() => import("../pages/recordings/RecordingsPage"), "RecordingsPage"),
});
const agents = createRoute({
  getParentRoute: () => guarded,
  path: "/agents",
  component: lazyRouteComponent(() => import("../pages/agents/AgentsPage"), "AgentsPage"),
});
const health = createRoute({
  getParentRoute: () => guarded,
  path: "/health",
  component: lazyRouteComponent(() => import("../pages/health/HealthPage"), "HealthPage"),
});
const people = createRoute({
  getParentRoute: () => guarded,
  path: "/people",
  component: lazyRouteComponent(() => import("../pages/people/PeoplePage"), "PeoplePage"),
});
const account = createRoute({
  getParentRoute: () => guarded,
  path: "/account",
  component: lazyRouteComponent(() => import("../pages/people/AccountPage"), "AccountPage"),
});
const trail = createRoute({
  getParentRoute: () => guarded,
  path: "/trail",
  component: lazyRouteComponent(() => import("../pages/trail/TrailPage"), "TrailPage"),
});
const desk = createRoute({
  getParentRoute: () => guarded,
  path: "/desk",
  component: lazyRouteComponent(() => import("../pages/desk/DeskPage"), "DeskPage"),
});

function Home() {
  const { data: me } = useSession();
  const first = me && [...pagesFor(me), ...setUpPagesFor(me)][0];
  const words = useWords();
  return first ? <Redirect href={first.to} /> : <p role="status">{words.app.noPages}</p>;
}

const pages = [home, wall, calls, blocked, oneCall, cases, oneCase, texts, contacts, recordings, agents, callbacks, desk, people, account, trail, projects, numbers, phones, hours, announcements, trunks, health] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, guarded.addChildren(pages)]),
  parseSearch: parseFilters,
  stringifySearch: formatFilters,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
