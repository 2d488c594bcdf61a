/** Says when there is no connection: what is shown may have changed, and a form would not arrive. */
export function noticeOffline(): void {
  const notice = document.querySelector<HTMLElement>("[data-offline]");
  const show = (): void => {
    if (notice) notice.hidden = navigator.onLine;
  };
  addEventListener("offline", show);
  addEventListener("online", show);
  show();
}
