using System.Globalization;

namespace JobRunner.Cli.Formatting;

/// <summary>Times, durations and sizes in words.</summary>
internal static class Words
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("day", TimeSpan.FromDays(1)), ("hour", TimeSpan.FromHours(1)), ("minute", TimeSpan.FromMinutes(1)), ("second", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>The largest unit alone, for columns: <c>3 minutes</c>.</summary>
    public static string Roughly(TimeSpan duration)
    {
        var (name, length) = UnitOf(duration);
        return length is { } unit ? Count((long)(duration / unit), name) : name;
    }

    /// <summary>The two largest units: <c>3 minutes 12 seconds</c>; short ones with a fraction: <c>1.24 seconds</c>.</summary>
    public static string Exactly(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(10))
        {
            return duration < TimeSpan.FromSeconds(1)
                ? $"{Math.Max(0, duration.TotalMilliseconds).ToString("0.#", CultureInfo.InvariantCulture)} ms"
                : duration.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) is var seconds && seconds == "1" ? "1 second" : $"{seconds} seconds";
        }

        var (name, length) = UnitOf(duration);
        var unit = length!.Value;
        var rest = duration - (Math.Floor(duration / unit) * unit);
        return rest >= TimeSpan.FromSeconds(1) && unit > TimeSpan.FromSeconds(1)
            ? $"{Count((long)(duration / unit), name)} {Roughly(rest)}"
            : Count((long)(duration / unit), name);
    }

    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        var power = 0;
        double count = bytes;

        // What would be rounded to 1024 is one of the next unit.
        while (count >= 1023.95 && power < units.Length - 1)
        {
            count /= 1024;
            power++;
        }

        return $"{count.ToString(power == 0 || count >= 99.95 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[power]}";
    }

    /// <summary>In the time of the user's place.</summary>
    public static string At(DateTimeOffset time, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static (string Name, TimeSpan? Length) UnitOf(TimeSpan duration)
    {
        foreach (var (name, length) in Units)
        {
            if (duration >= length)
            {
                return (name, length);
            }
        }

        return ("< 1 second", null);
    }

    private static string Count(long count, string name) => $"{count} {name}{(count == 1 ? "" : "s")}";
}
