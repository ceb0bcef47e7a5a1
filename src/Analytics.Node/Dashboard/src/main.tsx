import { render } from "preact";
import { Page } from "./page";
import "./styles.css";

document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
render(<Page />, document.getElementById("page")!);
