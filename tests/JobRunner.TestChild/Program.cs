using System.Text;

namespace JobRunner.TestChild;

/// <summary>The program that the tests run as a job where sh would not do: it writes exactly the bytes it is told to.</summary>
public static class Program
{
    /// <summary>Gets the path of this program.</summary>
    public static string FilePath { get; } =
        Path.ChangeExtension(typeof(Program).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null);

    public static async Task<int> Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        Requests.HeedInterrupts();
        if (Tools.Find(Path.GetFileNameWithoutExtension(Environment.ProcessPath)) is { } tool)
        {
            return await tool(arguments, output);
        }

        switch (arguments)
        {
            case ["arguments", .. var rest]:
                WriteStrings(output, rest);
                return 0;

            case ["environment"]:
                WriteStrings(output, [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()
                    .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}")]);
                return 0;

            case ["bytes", var seed, var count]:
                WriteRandom(output, error: null, int.Parse(seed), long.Parse(count));
                return 0;

            case ["bytes-to-both", var seed, var count]:
                WriteRandom(output, error, int.Parse(seed), long.Parse(count));
                return 0;

            case ["idle-followers", var count, var seconds]:
                var spent = await IdleFollowers.MeasureAsync(int.Parse(count), int.Parse(seconds));
                output.Write(Encoding.UTF8.GetBytes($"{spent.TotalSeconds}"));
                return 0;

            case ["out-of-descriptors", var isolation]:
                return await OutOfDescriptors.RunAsync(Enum.Parse<ProcessIsolation>(isolation), limits: null, atOnce: 1);

            case ["out-of-descriptors", var isolation, var openFiles, var atOnce]:
                return await OutOfDescriptors.RunAsync(Enum.Parse<ProcessIsolation>(isolation), new JobLimits { OpenFiles = int.Parse(openFiles) }, int.Parse(atOnce));

            case ["host", var count, var isolation, var killJobs, .. var scripts]:
                return await Host.RunAsync(int.Parse(count), Enum.Parse<ProcessIsolation>(isolation), bool.Parse(killJobs), scripts);

            case ["held-host"] when OperatingSystem.IsLinux():
                return await HeldHost.RunAsync();

            case ["orphan-host", var count] when OperatingSystem.IsLinux():
                return await OrphanHost.RunAsync(int.Parse(count));

            case ["polite"]:
                var asked = Requests.Take();
                output.Write("ready\n"u8);
                await asked;
                output.Write("bye\n"u8);
                return 7;

            case ["stubborn"]:
                _ = Requests.Take();
                output.Write("ready\n"u8);
                await Task.Delay(Timeout.Infinite);
                return 0;

            case ["trace", var processId] when OperatingSystem.IsLinux():
                return Threads.Trace(int.Parse(processId), output);

            case ["headless"] when OperatingSystem.IsLinux():
                return Threads.EndFirst(output);

            case ["exit", var code]:
                return int.Parse(code);

            case ["leave", var generations]:
                return await Families.LeaveAsync(int.Parse(generations));

            case ["leave-when-told", var generations]:
                return await Families.LeaveWhenToldAsync(int.Parse(generations));

            case ["keep", var generations]:
                return await Families.KeepAsync(int.Parse(generations));

            case ["host-of-families", var count]:
                return await Families.HostAsync(int.Parse(count));

            default:
                error.Write(Encoding.UTF8.GetBytes(
                    "usage: arguments … | environment | bytes SEED COUNT | bytes-to-both SEED COUNT | idle-followers COUNT SECONDS | out-of-descriptors ISOLATION [OPEN-FILES AT-ONCE] | "
                    + "host COUNT ISOLATION KILL-JOBS SCRIPT… | polite | stubborn | trace PID | headless | exit CODE | leave GENERATIONS | leave-when-told GENERATIONS | keep GENERATIONS | host-of-families COUNT\n"));
                return 64;
        }
    }

    /// <summary>The bytes that <c>bytes</c> writes.</summary>
    public static byte[] RandomBytes(int seed, long count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What of it <c>bytes-to-both</c> writes to which stream.</summary>
    public static (byte[] Output, byte[] Error) Split(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var pieces = Pieces(bytes.Length).ToLookup(piece => piece.ToError, piece => bytes[piece.Range]);
        return ([.. pieces[false].SelectMany(piece => piece)], [.. pieces[true].SelectMany(piece => piece)]);
    }

    private static void WriteStrings(Stream output, string[] strings)
    {
        foreach (var text in strings)
        {
            output.Write(Encoding.UTF8.GetBytes(text + '\0'));
        }
    }

    private static void WriteRandom(Stream output, Stream? error, int seed, long count)
    {
        var bytes = RandomBytes(seed, count);
        foreach (var (range, toError) in Pieces(bytes.Length))
        {
            (toError && error is not null ? error : output).Write(bytes.AsSpan(range));
        }
    }

    // Pieces of all sizes, to the two streams in turn.
    private static IEnumerable<(Range Range, bool ToError)> Pieces(int length)
    {
        var toError = false;
        for (int start = 0, size = 1; start < length; start += size, size = (size * 7 % 50_021) + 1)
        {
            size = Math.Min(size, length - start);
            yield return (start..(start + size), toError);
            toError = !toError;
        }
    }
}
