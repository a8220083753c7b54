using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JobRunner.TestChild;

/// <summary>What the tests use of a POSIX system's programs, for where there are none: copies of this program by their names do as they do.</summary>
public static partial class Tools
{
    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    private static Dictionary<string, Func<string[], Stream, Task<int>>> All { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = (_, _) => Task.FromResult(0),
        ["false"] = (_, _) => Task.FromResult(1),
        ["sleep"] = async (arguments, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(double.Parse(arguments[0], CultureInfo.InvariantCulture)));
            return 0;
        },
        ["echo"] = (arguments, output) => Write(output, string.Join(' ', arguments) + '\n'),
        ["printf"] = (arguments, output) => Write(output, Unescape(arguments[0])),
        ["cat"] = async (_, output) =>
        {
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(output);
            return 0;
        },
        ["head"] = async (arguments, output) =>
        {
            await using var input = Console.OpenStandardInput();
            var bytes = new byte[int.Parse(arguments[1], CultureInfo.InvariantCulture)];
            var count = arguments is [_, _, "/dev/zero"] ? bytes.Length : await input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
            await output.WriteAsync(bytes.AsMemory(0, count));
            return 0;
        },
        ["touch"] = (arguments, _) =>
        {
            File.AppendAllText(arguments[0], "");
            return Task.FromResult(0);
        },
    };

    /// <returns>Null if there is none of that name.</returns>
    internal static Func<string[], Stream, Task<int>>? Find(string? name) => name is null ? null : All.GetValueOrDefault(name);

    private static async Task<int> Write(Stream output, string text)
    {
        await output.WriteAsync(Encoding.Latin1.GetBytes(text));
        return 0;
    }

    private static string Unescape(string format) => Escapes().Replace(format, escape => escape.Value switch
    {
        @"\r" => "\r",
        @"\n" => "\n",
        var octal => $"{(char)Convert.ToInt32(octal[1..], 8)}",
    });

    [GeneratedRegex(@"\\(r|n|[0-7]{3})")]
    private static partial Regex Escapes();
}
