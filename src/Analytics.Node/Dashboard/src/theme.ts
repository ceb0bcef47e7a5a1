import { useEffect, useState } from "preact/hooks";

const themes = ["auto", "light", "dark"];

/** Light, dark, or as the system says; remembered. */
export function useTheme(): [string, () => void] {
  const [theme, setTheme] = useState(localStorage.getItem("theme") ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }, [theme]);
  return [theme, () => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length])];
}
