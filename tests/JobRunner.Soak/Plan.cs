using System.Globalization;
using System.Text;

namespace JobRunner.Soak;

/// <summary>What will be done with one job, all of it decided before anything happens, so that a seed replays it.</summary>
internal sealed class Plan
{
    private const string Stubborn = "trap '' TERM; while :; do sleep 0.05; done";

    private Plan(JobSpec spec) => Spec = spec;

    public JobSpec Spec { get; private init; }

    /// <summary>What it writes if it is left alone; as far as it comes otherwise.</summary>
    public byte[] Output { get; private init; } = [];

    public byte[] Error { get; private init; } = [];

    /// <summary>Its exit code if it is left alone; null: it must be ended.</summary>
    public int? ExitCode { get; private init; } = 0;

    public bool CanStart { get; private init; } = true;

    /// <summary>Whether it leaves somebody behind who holds its output.</summary>
    public bool HoldsOutput { get; private init; }

    /// <summary>What is written to it, piece by piece.</summary>
    public IReadOnlyList<byte[]> Input { get; private init; } = [];

    public TimeSpan? StopAfter { get; private set; }

    public TimeSpan StopGrace { get; private set; }

    public JobSignal? Signal { get; private set; }

    public bool RemovesIt { get; private set; }

    /// <summary>Readers that read all.</summary>
    public int Readers { get; private set; }

    /// <summary>Readers that leave: after so many chunks, saying so or not.</summary>
    public IReadOnlyList<(int Chunks, bool SaysSo, long? TailBytes)> Quitters { get; private set; } = [];

    public bool IsLeftAlone => StopAfter is null && Signal is null && Spec.Timeout is null && ExitCode is not null;

    public static Plan Draw(Random random)
    {
        var plan = DrawProgram(random);
        var mustEnd = plan.ExitCode is null;
        switch (random.Next(mustEnd ? 2 : 5))
        {
            case 0:
                plan.StopAfter = Milliseconds(random, 100);
                plan.StopGrace = Milliseconds(random, 60);
                break;
            case 1:
                plan = new Plan(plan.Spec with { Timeout = TimeSpan.FromMilliseconds(random.Next(1, 150)), GracePeriod = Milliseconds(random, 60) })
                {
                    Output = plan.Output,
                    Error = plan.Error,
                    ExitCode = plan.ExitCode,
                    CanStart = plan.CanStart,
                    HoldsOutput = plan.HoldsOutput,
                    Input = plan.Input,
                };
                break;
            case 2 when random.Next(4) == 0:
                plan.Signal = random.GetItems([JobSignal.SIGHUP, JobSignal.SIGUSR1, JobSignal.SIGKILL, JobSignal.SIGSTOP, JobSignal.SIGCONT], 1)[0];
                plan.StopAfter = Milliseconds(random, 300);
                break;
        }

        plan.RemovesIt = random.Next(2) == 0;
        plan.Readers = random.Next(4);
        plan.Quitters = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.Next(4), random.Next(2) == 0, random.Next(2) == 0 ? (long?)random.Next(1000) : null))];
        return plan;
    }

    private static Plan DrawProgram(Random random)
    {
        var lines = random.Next(4) == 0 ? random.Next(60_000) : random.Next(200);
        var code = random.Next(3) == 0 ? random.Next(1, 120) : 0;
        return random.Next(11) switch
        {
            0 or 1 => new Plan(new JobSpec("seq", $"{lines}")) { Output = Sequence(lines) },
            2 => new Plan(Shell($"seq {lines} & seq {code} >&2; wait; exit {code}")) { Output = Sequence(lines), Error = Sequence(code), ExitCode = code },
            3 or 4 => DrawCat(random),
            5 => new Plan(new JobSpec("sleep", "1000")) { ExitCode = null },
            6 => new Plan(Shell(Stubborn)) { ExitCode = null },
            // Lets go of its output before it forks: on a busy machine a child may not come to do that within the drain period.
            7 => new Plan(Shell($"exec >/dev/null 2>&1; setsid sleep 1000 & exit {code}")) { ExitCode = code },
            8 => new Plan(Shell("echo held; setsid sleep 1000 & exit 0")) { Output = "held\n"u8.ToArray(), HoldsOutput = true },
            9 => new Plan(new JobSpec("/no/such/program")) { CanStart = false },
            _ => new Plan(Shell($"ulimit -n; exit {code}") with { Limits = new JobLimits { OpenFiles = 20 + code } }) { Output = Encoding.ASCII.GetBytes($"{20 + code}\n"), ExitCode = code },
        };
    }

    private static Plan DrawCat(Random random)
    {
        var pieces = new byte[random.Next(5)][];
        for (var i = 0; i < pieces.Length; i++)
        {
            random.NextBytes(pieces[i] = new byte[random.Next(3) == 0 ? random.Next(300_000) : random.Next(100)]);
        }

        return new Plan(new JobSpec("cat") { KeepInputOpen = true }) { Input = pieces, Output = [.. pieces.SelectMany(piece => piece)] };
    }

    private static JobSpec Shell(string script) => new("sh", "-c", script);

    private static TimeSpan Milliseconds(Random random, int most) => TimeSpan.FromMilliseconds(random.Next(most));

    private static byte[] Sequence(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}\n"))));
}
