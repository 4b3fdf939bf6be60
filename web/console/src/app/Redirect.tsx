import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** Leads to another address, once. */
export function Redirect({ href }: { href: string }) {
  const router = useRouter();
  useEffect(() => {
    router.history.replace(href);
  }, [router, href]);
  return null;
}
