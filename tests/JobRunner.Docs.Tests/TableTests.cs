using System.Globalization;
using System.Reflection;
using JobRunner.Docs.Tests.Documents;
using JobRunner.Http;
using JobRunner.Http.Client;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Docs.Tests;

/// <summary>Tables that list what the code has.</summary>
public sealed class TableTests
{
    [Test]
    public void Options_are_all_there_with_their_defaults()
    {
        var defaults = new JobsManagerOptions();
        var options = typeof(JobsManagerOptions).GetProperties().ToDictionary(property => property.Name, property => InWords(property.GetValue(defaults)));
        var rows = Section.Rows("README.md", "Options").ToDictionary(row => row[0].Trim('`'), row => row[1].Trim('`'));
        Assert.That(rows.Keys, Is.EquivalentTo(options.Keys));
        foreach (var (option, value) in options)
        {
            Assert.That(rows[option], Does.StartWith(value ?? ""), option);
        }
    }

    [Test]
    public void Permissions_are_all_there() => Assert.That(
        Section.FirstCells("docs/http.md", "Permissions"),
        Is.EquivalentTo(typeof(JobsPermissions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetRawConstantValue())));

    [Test]
    public void Log_messages_over_HTTP_are_all_there() => Assert.That(
        Section.Rows("docs/telemetry.md", "Over HTTP").Select(row => string.Join(" | ", row)),
        Is.EquivalentTo(new[] { typeof(JobsHttpOptions), typeof(JobsClient) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Category: CategoryOf(method.DeclaringType!), Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(log => log.Message is not null)
            .Select(log => $"`{log.Category}` | {log.Message!.EventId} | {log.Message.Level} | {log.Message.Message}")));

    // The client's messages are a class of their own.
    private static string? CategoryOf(Type type) => (type.Name == "ClientLog" ? typeof(JobsClient) : type).FullName;

    /// <returns>Null: the row says it in words.</returns>
    private static string? InWords(object? value) => value switch
    {
        TimeSpan { TotalHours: >= 1 } time => $"{time.TotalHours} h",
        TimeSpan time => $"{time.TotalSeconds} s",
        long bytes => $"{bytes / 1024 / 1024} MiB",
        bool isSet => isSet ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
    };
}
