import { createTheme } from "@mantine/core";

/** Dense controls everywhere. Colours are set in base.css, where light and dark stand side by side. */
export const theme = createTheme({
  primaryColor: "indigo",
  defaultRadius: "sm",
  components: {
    TextInput: { defaultProps: { size: "sm" } },
    NativeSelect: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, position: "bottom-end", withInitialFocusPlaceholder: false } },
  },
});
