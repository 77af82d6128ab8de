using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using AndroidZen.WebHost.Protocol;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace AndroidZen.WebHost.Hosting;

/// <summary>The OpenAPI document, and the page to read and try it: every request, answer and problem, and how to show a token.</summary>
internal static class ApiDescription
{
    /// <summary>The page to read and try the endpoints.</summary>
    public const string PagePath = "/scalar";

    private const string BearerScheme = "Bearer";

    private static readonly int[] _problemsOfEveryRequest = [StatusCodes.Status503ServiceUnavailable];
    private static readonly int[] _problemsOfTokens = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];
    private static readonly int[] _problemsOfBodies = [StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType];

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "AndroidZen";
            document.Info.Description = "Publish what devices report; browsers watch it live over WebSocket (docs/protocol.md).";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A token as docs/protocol.md describes it. In Development, POST /dev/token mints one.",
            };
            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonPropertyInfo?.AttributeProvider is { } property)
            {
                DescribeProperty(schema, property);
            }

            ForbidNullWhereRequired(schema);

            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Maps the OpenAPI document and a page to read it.</summary>
    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(PagePath, scalar => scalar.WithTitle("AndroidZen API").AddPreferredSecuritySchemes(BearerScheme));
    }

    /// <summary>What every request to the cluster may be answered with.</summary>
    public static RouteGroupBuilder DescribesProblems(this RouteGroupBuilder routes) => routes.WithProblems(_problemsOfEveryRequest);

    /// <summary>What a request that needs a token may be answered with.</summary>
    public static TBuilder DescribesTokenProblems<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithProblems(_problemsOfTokens);

    /// <summary>What a request with a body may be answered with.</summary>
    public static TBuilder DescribesBodyProblems<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithProblems(_problemsOfBodies);

    /// <summary>What the generator does not see by itself: values that must be objects, and closed lists of words.</summary>
    private static void DescribeProperty(OpenApiSchema schema, ICustomAttributeProvider property)
    {
        if (property.IsDefined(typeof(JsonObjectValueAttribute), inherit: false))
        {
            schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
        }

        foreach (var allowed in property.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false).Cast<AllowedValuesAttribute>())
        {
            schema.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!))];
        }
    }

    /// <summary>Requests are nullable throughout in our code, so that a missing member is our own 400.</summary>
    private static void ForbidNullWhereRequired(OpenApiSchema schema)
    {
        foreach (var name in schema.Required ?? new HashSet<string>())
        {
            if (schema.Properties?[name] is OpenApiSchema { Type: { } type } required)
            {
                required.Type = type & ~JsonSchemaType.Null;
            }
        }
    }

    private static TBuilder WithProblems<TBuilder>(this TBuilder routes, int[] statuses)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(
            [.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]))]);
}
