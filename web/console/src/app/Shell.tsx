import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";

import { remove } from "../api/client";
import { useFloor } from "../live/hooks";
import { useWords } from "../messages/use";
import { CallPanel } from "../panel/CallPanel";
import { Fence } from "../shared/parts";
import { sentenceOf } from "../shared/Trouble";
import { FilterBar } from "./FilterBar";
import { carried, useFilters } from "./filters";
import { useMe } from "./Guard";
import { LanguageSwitch } from "./LanguageSwitch";
import { LinkState } from "./LinkState";
import { may, pagesFor, SESSION_KEY } from "./session";

/** The frame of every page: who, where, what is filtered, how fresh it is, and the side panel. */
export function Shell() {
  const words = useWords();
  const { filters } = useFilters();
  const searches = may(useMe(), "see_calls");
  usePageTitle();
  return (
    <div className="shell">
      <a href="#content" className="skip">
        {words.app.skip}
      </a>
      <header className="top">
        <span className="brand">{words.app.name}</span>
        <DemoSign />
        <Navigation />
        {searches ? <FilterBar /> : <span className="filter-bar" />}
        <Account />
      </header>
      <LinkState />
      <div className={filters.call === undefined ? "stage" : "stage stage-with-panel"}>
        <main id="content" tabIndex={-1} className="content">
          <Fence fallback={<p role="alert">{words.app.broken}</p>}>
            <Outlet />
          </Fence>
        </main>
        {filters.call !== undefined && <CallPanel key={filters.call} id={filters.call} />}
      </div>
    </div>
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
  const { filters } = useFilters();
  return (
    <nav aria-label={words.app.navigation} className="nav">
      {pagesFor(me).map(({ name, to }) => (
        <Link key={name} to={to} search={carried(filters)} className="nav-link" activeOptions={{ includeSearch: false }}>
          {words.pages[name]}
        </Link>
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
      <span className="account-name">{words.app.account(me.name, words.roles[me.role])}</span>
      <SignOut />
    </div>
  );
}

function ColoursSwitch() {
  const words = useWords();
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme("light");
  const other = now === "dark" ? "light" : "dark";
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={words.app[other]} title={words.app[other]} onClick={() => setColorScheme(other)}>
      {other === "dark" ? <IconMoon size={17} aria-hidden /> : <IconSun size={17} aria-hidden />}
    </ActionIcon>
  );
}

function SignOut() {
  const words = useWords();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => remove("/api/session"),
    onSuccess: () => {
      client.clear();
      client.setQueryData(SESSION_KEY, null);
    },
  });
  const label = leave.isError ? sentenceOf(leave.error, words) : words.app.signOut;
  return (
    <ActionIcon
      variant="subtle"
      color={leave.isError ? "red" : "gray"}
      aria-label={label}
      title={label}
      loading={leave.isPending}
      onClick={() => leave.mutate()}
    >
      <IconLogout size={17} aria-hidden />
    </ActionIcon>
  );
}
