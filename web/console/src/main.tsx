import "./styles/mantine";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/floor.css";
import "./styles/wall.css";
import "./styles/rows.css";
import "./styles/call.css";
import "./styles/player.css";
import "./styles/joining.css";
import "./styles/contacts.css";
import "./styles/cases.css";
import "./styles/access.css";
import "./styles/phone.css";
import "./styles/calls.css";

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { queryClient } from "./app/queryClient";
import { router } from "./app/router";
import { theme } from "./app/theme";
import { SpeechProvider } from "./messages/use";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");

/* No <style> elements of Mantine's own: its variables and ours come as files, so that the page needs no inline style. */
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <SpeechProvider>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </SpeechProvider>
    </MantineProvider>
  </StrictMode>,
);
