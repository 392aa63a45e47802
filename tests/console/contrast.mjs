// WCAG's contrast of every piece of text against what lies behind it, measured in the page: AA asks for 4.5.

export function lowContrast(page, least = 4.5) {
  return page.evaluate((least) => {
    // The browser's own parser and blending: whatever the spelling of a colour, a canvas shows it as bytes.
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const over = (colours) => {
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return context.getImageData(0, 0, 1, 1).data;
    };
    const luminance = ([red, green, blue]) => {
      const linear = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    };
    const behind = (node) =>
      node ? [...behind(node.parentElement), getComputedStyle(node).backgroundColor] : ["Canvas"];
    const measure = (node, pseudo) => {
      const colour = getComputedStyle(node, pseudo).color;
      const layers = [
        ...behind(node),
        ...(pseudo === "::before" ? [getComputedStyle(node, pseudo).backgroundColor] : []),
      ];
      const [one, other] = [luminance(over([...layers, colour])), luminance(over(layers))].sort((a, b) => b - a);
      return (one + 0.05) / (other + 0.05);
    };
    const found = [];
    let measured = 0;
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim() !== "");
      const pseudos = [
        ...(own || node.matches("input") ? [undefined] : []),
        ...(node.placeholder ? ["::placeholder"] : []),
      ];
      if (!["none", "normal", '""'].includes(getComputedStyle(node, "::before").content)) pseudos.push("::before");
      if (node.getClientRects().length === 0 || node.disabled) continue; // inactive controls are exempt
      for (const pseudo of pseudos) {
        measured += 1;
        const ratio = measure(node, pseudo);
        if (ratio < least)
          found.push(`${node.tagName}${pseudo ?? ""} "${node.textContent.trim().slice(0, 30)}": ${ratio.toFixed(2)}`);
      }
    }
    return { found, measured };
  }, least);
}
