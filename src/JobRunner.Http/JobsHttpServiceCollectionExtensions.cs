using JobRunner;
using JobRunner.Http;
using JobRunner.Http.Access;
using JobRunner.Http.Description;
using JobRunner.Http.Endpoints;
using JobRunner.Http.Tls;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds JobRunner's HTTP interface to a host.</summary>
public static class JobsHttpServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <c>MapJobsHttp()</c> needs: authentication by client certificate, authorisation by a table of names, the OpenAPI document. <c>AddJobsManager()</c> is to be
    /// called too.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options; repeated calls add up.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddJobsHttp(this IServiceCollection services, Action<JobsHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<JobsHttpOptions>().Configure(configure);
        return services.AddJobsHttpCore();
    }

    /// <inheritdoc cref="AddJobsHttp(IServiceCollection, Action{JobsHttpOptions})"/>
    /// <param name="services">Where to add it.</param>
    /// <param name="section">Holds the options and nothing else, and is read again when its source changes. A name that is none of theirs is an error: a restriction that is misspelt would be none.</param>
    public static IServiceCollection AddJobsHttp(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<JobsHttpOptions>().Bind(section, static binding => binding.ErrorOnUnknownConfiguration = true).Configure(options =>
        {
            RefuseOtherShapes(section);
            options.Limits = ReadLimits(section.GetSection(nameof(options.Limits)), options.Limits);
        });
        return services.AddJobsHttpCore();
    }

    // Binding overlooks them where a list belongs, and lists where a single one does: what was to be restricted would be free.
    private static void RefuseOtherShapes(IConfigurationSection section)
    {
        string[] names = [nameof(JobsHttpOptions.AllowedCommands), nameof(JobsHttpOptions.AllowedWorkingDirectories), nameof(JobsHttpOptions.ForbiddenEnvironment)];
        IConfigurationSection[] lists = [.. names.Select(section.GetSection), .. section.GetSection(nameof(JobsHttpOptions.Clients)).GetChildren()];
        if (lists.FirstOrDefault(list => !string.IsNullOrEmpty(list.Value)) is { } single)
        {
            throw new InvalidOperationException($"'{single.Path}' is '{single.Value}', and has to be a list, also of one: [ \"{single.Value}\" ], or '{single.Path}:0'.");
        }

        if (lists.SelectMany(list => list.GetChildren()).FirstOrDefault(element => element.GetChildren().Any()) is { } nested)
        {
            throw new InvalidOperationException($"'{nested.Path}' is a list or an object, and has to be a single value.");
        }

        if (section.GetSection(nameof(JobsHttpOptions.Limits)) is { Value.Length: > 0 } limits)
        {
            throw new InvalidOperationException($"'{limits.Path}' is '{limits.Value}', and has to be an object: {{ \"{nameof(JobLimits.OpenFiles)}\": 256 }}, or '{limits.Path}:{nameof(JobLimits.OpenFiles)}'.");
        }
    }

    // Binding sets no property that is set at the beginning alone.
    private static JobLimits ReadLimits(IConfigurationSection section, JobLimits limits) => limits with
    {
        MemoryBytes = section.GetValue<long?>(nameof(limits.MemoryBytes)) ?? limits.MemoryBytes,
        CpuCores = section.GetValue<double?>(nameof(limits.CpuCores)) ?? limits.CpuCores,
        MaxProcesses = section.GetValue<int?>(nameof(limits.MaxProcesses)) ?? limits.MaxProcesses,
        OpenFiles = section.GetValue<int?>(nameof(limits.OpenFiles)) ?? limits.OpenFiles,
    };

    private static IServiceCollection AddJobsHttpCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TlsRegistry>();
        services.TryAddSingleton<Policy>();
        services.TryAddSingleton<Audit>();
        services.TryAddSingleton<Followers>();
        services.TryAddSingleton<Idempotency>();
        services.TryAddSingleton<JobsEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobsHttpOptions>, JobsHttpOptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, PermissionHandler>());
        services.AddAuthorization();
        if (services.Any(service => service.ServiceType == typeof(JobsHttpMarker)))
        {
            return services;
        }

        services.AddSingleton<JobsHttpMarker>();

        // Not AddAuthentication(): it brings data protection along, which writes keys to the disk that nothing here needs.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ClientCertificateHandler>(ClientCertificateHandler.Scheme, displayName: null, static _ => { });
        services.AddOpenApi(JobsDocument.Name, static options => options.AddDocumentTransformer<JobsDocument>());

        // Whatever the host says: before 3.1 there is no mutual TLS in OpenAPI.
        services.PostConfigure<OpenApiOptions>(JobsDocument.Name, static options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        return services;
    }

    // Schemes and documents can be added once only.
    private sealed class JobsHttpMarker;
}
