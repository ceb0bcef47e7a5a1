using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Configuration;

/// <summary>Values from the command line and the environment.</summary>
internal static class SettingText
{
    /// <summary>What begins like an array, an object, a quoted string or a reference is HOCON; anything else is the text itself, so that addresses need no quotes.</summary>
    public static HoconValue ToValue(string text, string source)
    {
        var origin = new HoconOrigin(source);
        if (text == "null") return new HoconLiteral(origin, text, quoted: false);
        return text.TrimStart() is ['[' or '{' or '"' or '$', ..] ? HoconParser.ParseValue(text, source) : new HoconLiteral(origin, text, quoted: true);
    }
}
