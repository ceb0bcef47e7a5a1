import { useEffect, useState } from "preact/hooks";

/** What is chosen lives in the page's address, so that a link shows the same. */
export function useAddress<T extends Record<string, string>>(defaults: T): [T, (next: T) => void] {
  const read = () => ({ ...defaults, ...Object.fromEntries([...new URLSearchParams(location.search)].filter(([key]) => key in defaults)) }) as T;
  const [value, setValue] = useState<T>(read);
  useEffect(() => {
    const back = () => setValue(read());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  return [
    value,
    (next) => {
      const search = new URLSearchParams(Object.entries(next).filter(([key, text]) => text !== defaults[key]));
      history.pushState(null, "", search.size ? `?${search}` : location.pathname);
      setValue(next);
    },
  ];
}
