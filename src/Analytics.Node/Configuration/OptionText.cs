using System.Globalization;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Configuration;

/// <summary>One setting's text → its value.</summary>
public static class OptionText
{
    /// <summary>Whether values of a type are written as one text.</summary>
    public static bool IsOneText(Type type) => type.IsEnum || Type.GetTypeCode(type) != TypeCode.Object
        || type == typeof(TimeSpan) || type == typeof(ByteSize) || type == typeof(TimeZoneInfo) || type == typeof(DateOnly);

    /// <summary>Reads a value; false when the text is not one.</summary>
    public static bool TryRead(string text, Type type, out object? value)
    {
        value = Read(text, type);
        return value is not null;
    }

    /// <summary>What is expected of a text, for messages.</summary>
    public static string Expected(Type type)
    {
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type).Select(OptionNames.Kebab));
        if (type == typeof(TimeSpan)) return "a duration such as 500ms, 5s, 30m, 24h or 7d";
        if (type == typeof(ByteSize)) return "a size such as 10MB or 256MiB";
        if (type == typeof(TimeZoneInfo)) return "a time zone such as UTC or Europe/Berlin";
        if (type == typeof(DateOnly)) return "a date such as 2000-01-31";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(string)) return "a text";
        return type == typeof(double) || type == typeof(decimal) ? "a number" : "a whole number";
    }

    /// <summary>A value as it would be written.</summary>
    public static string Write(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeZoneInfo zone => zone.Id,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum name => OptionNames.Kebab(name.ToString()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static object? Read(string text, Type type)
    {
        if (type == typeof(string)) return text;
        if (type.IsEnum) return ReadName(text, type);
        if (type == typeof(bool)) return ReadFlag(text);
        if (type == typeof(TimeSpan)) return HoconUnits.TryParseDuration(text, out var duration) ? duration : null;
        if (type == typeof(ByteSize)) return HoconUnits.TryParseSize(text, out var size) ? size : null;
        if (type == typeof(TimeZoneInfo)) return TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone : null;
        if (type == typeof(DateOnly)) return DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) ? date : null;
        return ReadNumber(text, type);
    }

    private static object? ReadName(string text, Type type)
    {
        var name = Enum.GetNames(type).FirstOrDefault(name => string.Equals(OptionNames.Kebab(name), text, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static object? ReadFlag(string text) => text switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    private static object? ReadNumber(string text, Type type)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        var whole = type != typeof(double) && type != typeof(decimal);
        if (whole && number != decimal.Truncate(number)) return null;
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
