using System.Diagnostics.Metrics;
using System.Reflection;
using JobRunner.Telemetry;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Tests.Telemetry;

/// <summary>docs/telemetry.md names what the code names, no more and no less.</summary>
public sealed class DocumentTests
{
    private static readonly string[] Document = File.ReadAllLines(Repository.PathOf("docs/telemetry.md"));

    [Test]
    public void Metrics() => Assert.That(Rows("## Metrics"), Is.EquivalentTo(Instruments().Select(
        instrument => $"| `{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` | {instrument.Description} |")));

    [Test]
    public void Outcomes() => Assert.That(Enum.GetNames<JobOutcome>(), Has.All.Matches<string>(
        name => Document.Any(line => line.StartsWith("`jobrunner.jobs.finished` and", StringComparison.Ordinal) && line.Contains($"`{name}`", StringComparison.Ordinal))));

    [Test]
    public void Tags() => Assert.That(
        Rows("## Spans").Select(row => row.Split('`')[1]),
        Is.EquivalentTo(Constants(typeof(JobSpan)).Where(field => field.Name.EndsWith("Tag", StringComparison.Ordinal)).Select(field => field.GetRawConstantValue())));

    [Test]
    public void Messages() => Assert.That(Rows("## Log messages"), Is.EquivalentTo(typeof(JobsLog)
        .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()
        .Select(message => $"| {message.EventId} | {message.Level} | {message.Message} |")));

    [Test]
    public void Names_of_meter_source_and_category()
    {
        var text = string.Join('\n', Document);
        Assert.That(text, Does.Contain($"The meter is named `{JobsMeter.Name}`").And.Contain($"The activity source is named `{JobSpan.SourceName}`"));
        Assert.That(text, Does.Contain($"one span named `{JobSpan.SpanName}`").And.Contain($"The event `{JobSpan.StartedEvent}`").And.Contain($"The category is `{typeof(JobsManager).FullName}`"));
    }

    private static IEnumerable<string> Rows(string heading) => Document
        .SkipWhile(line => line != heading).Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Skip(2);

    private static IEnumerable<FieldInfo> Constants(Type type) => type.GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.IsLiteral);

    private static List<Instrument> Instruments()
    {
        JobsMeter.AddOutput(0); // The meter is made with its first use.
        var instruments = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == JobsMeter.Name)
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        return instruments;
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        ObservableUpDownCounter<long> => "up-down counter",
        ObservableCounter<long> => "counter",
        Histogram<double> => "histogram",
        _ => instrument.GetType().Name,
    };
}
