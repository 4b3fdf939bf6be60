import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";

import { useFloor } from "../live/hooks";
import { useWords } from "../messages/use";
import { PhoneHost } from "../phone/PhoneHost";
import { CallPanel } from "../panel/CallPanel";
import { JoinHost } from "../panel/joining/JoinHost";
import { Fence, Loading } from "../shared/parts";
import { type Beside as BesideSetUp, besideSetUp } from "../setup/beside";
import { FilterBar } from "./FilterBar";
import { carried, type Filters, useFilters } from "./filters";
import { useMe } from "./me";
import { LanguageSwitch } from "./LanguageSwitch";
import { LinkState } from "./LinkState";
import { Said } from "./Said";
import { isSetUp, may, type PageLink, pagesFor, setUpPagesFor } from "./session";
import { SignOut } from "./SignOut";

const CasePanel = lazy(async () => ({ default: (await import("../panel/case/CasePanel")).CasePanel }));
const ContactPanel = lazy(async () => ({ default: (await import("../panel/contact/ContactPanel")).ContactPanel }));
const PersonPanel = lazy(async () => ({ default: (await import("../pages/people/PersonPanel")).PersonPanel }));
const SetUpPanel = lazy(async () => ({ default: (await import("../setup/SetUpPanel")).SetUpPanel }));
const ThreadPanel = lazy(async () => ({ default: (await import("../panel/ThreadPanel")).ThreadPanel }));

/** The frame of every page: who, where, what is filtered, how fresh it is, and the side panel. */
export function Shell() {
  const words = useWords();
  const { filters } = useFilters();
  const me = useMe();
  const searches = may(me, "see_calls") || may(me, "see_cases");
  const setUp = besideSetUp(useLocation().pathname, filters);
  usePageTitle();
  return (
    <div className="shell">
      <a href="#stage" className="skip">
        {words.app.skip}
      </a>
      <header className="top">
        <span className="brand">{words.app.name}</span>
        <DemoSign />
        <Navigation />
        {searches ? <FilterBar /> : <span className="filter-bar" />}
        <Account />
      </header>
      <SetUpNavigation />
      <LinkState />
      <PhoneHost />
      <Said />
      <JoinHost />
      <div id="stage" tabIndex={-1} className={isOpen(filters) || setUp !== null ? "stage stage-with-panel" : "stage"}>
        <main className="content">
          <Fence fallback={<p role="alert">{words.app.broken}</p>}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Fence>
        </main>
        <Beside setUp={setUp} />
      </div>
    </div>
  );
}

function isOpen({ call, contact, case: case_, thread, person }: Filters): boolean {
  return [call, contact, case_, thread, person].some((each) => each !== undefined);
}

/** What is open beside the page: what was opened from a panel stands in its place until it is closed. */
function Beside({ setUp }: { setUp: BesideSetUp | null }) {
  const { filters } = useFilters();
  const { call, contact, case: case_, thread, person } = filters;
  if (call !== undefined) return <CallPanel key={call} id={call} />;
  return (
    <Suspense fallback={null}>
      {contact !== undefined ? (
        <ContactPanel key={contact} id={contact} />
      ) : case_ !== undefined ? (
        <CasePanel key={case_} id={case_} />
      ) : thread !== undefined ? (
        <ThreadPanel key={thread} contact={thread} />
      ) : person !== undefined ? (
        <PersonPanel key={person} id={person} />
      ) : setUp !== null ? (
        <SetUpPanel key={JSON.stringify([setUp, filters.open, filters.part, filters.make])} which={setUp} />
      ) : null}
    </Suspense>
  );
}

function usePageTitle(): void {
  const words = useWords();
  const { pathname } = useLocation();
  useEffect(() => {
    const page = pathname.split("/")[1] ?? "";
    const title = page in words.pages ? words.pages[page as keyof typeof words.pages] : null;
    document.title = title === null ? words.app.name : `${title} · ${words.app.name}`;
  }, [pathname, words]);
}

function DemoSign() {
  const words = useWords();
  const demo = useFloor((floor) => floor.demo);
  if (!demo) return null;
  return (
    <span className="demo-sign" title={words.app.demoHint}>
      {words.app.demo}
    </span>
  );
}

function Navigation() {
  const words = useWords();
  const me = useMe();
  return (
    <nav aria-label={words.app.navigation} className="nav">
      {pagesFor(me).map((page) => (
        <NavLink key={page.name} page={page} />
      ))}
      <SetUpLink pages={setUpPagesFor(me)} />
    </nav>
  );
}

function NavLink({ page: { name, to } }: { page: PageLink }) {
  const words = useWords();
  const { filters } = useFilters();
  return (
    <Link to={to} search={carried(filters)} className="nav-link" activeOptions={{ includeSearch: false }}>
      {words.pages[name]}
    </Link>
  );
}

/** Leads to the first page of the group; the others stand below while one of them is open. */
function SetUpLink({ pages: [first] }: { pages: readonly PageLink[] }) {
  const words = useWords();
  const { filters } = useFilters();
  const { pathname } = useLocation();
  if (first === undefined) return null;
  return (
    <Link to={first.to} search={carried(filters)} className="nav-link" aria-current={isSetUp(pathname) ? "true" : undefined}>
      {words.app.setUp}
    </Link>
  );
}

function SetUpNavigation() {
  const words = useWords();
  const me = useMe();
  const { pathname } = useLocation();
  if (!isSetUp(pathname)) return null;
  return (
    <nav aria-label={words.app.setUp} className="nav nav-group">
      {setUpPagesFor(me).map((page) => (
        <NavLink key={page.name} page={page} />
      ))}
    </nav>
  );
}

function Account() {
  const words = useWords();
  const me = useMe();
  return (
    <div className="account">
      <LanguageSwitch />
      <ColoursSwitch />
      <span className="account-name">{words.app.account(me.name, me.roles.map((role) => words.roles[role]))}</span>
      <Link to="/account" className="account-link" aria-label={words.account.title} title={words.account.title}>
        <IconUserCircle size={17} aria-hidden />
      </Link>
      <SignOut />
    </div>
  );
}

function ColoursSwitch() {
  const words = useWords();
  // Holding the transitions still takes a style element, which the page's policy refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const now = useComputedColorScheme("light");
  const other = now === "dark" ? "light" : "dark";
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={words.app[other]} title={words.app[other]} onClick={() => setColorScheme(other)}>
      {other === "dark" ? <IconMoon size={17} aria-hidden /> : <IconSun size={17} aria-hidden />}
    </ActionIcon>
  );
}
